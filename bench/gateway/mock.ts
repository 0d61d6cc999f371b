import { createServer } from 'node:http';

/** The model server that every system is measured against: the same answer at once, in a process of its own. Prints its port. */
const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'mock',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'It is governed by Korean law.' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 6000, completion_tokens: 8, total_tokens: 6008 },
});

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
