import { setTimeout as sleep } from 'node:timers/promises';

/** Somebody with a key of a running Johang. */
export class Client {
  readonly #url: string;
  readonly #headers: { authorization: string };

  constructor(url: string, key: string) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${key}` };
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.#url + path, { headers: this.#headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** The id of the document, or the code that the file was refused with. */
  async upload(name: string, bytes: Uint8Array): Promise<{ id: string } | { code: string }> {
    const body = new FormData();
    body.append('file', new Blob([Uint8Array.from(bytes)]), name);
    const response = await fetch(`${this.#url}/v1/documents`, { method: 'POST', headers: this.#headers, body });
    const answer: unknown = await response.json();
    const { documents, rejected, code } = Object(answer);
    const [document] = Array.isArray(documents) ? documents : [];
    if (document) return { id: String(document.id) };
    const [refusal] = Array.isArray(rejected) ? rejected : [];
    return { code: String(refusal?.error?.code ?? code ?? `HTTP ${response.status}`) };
  }

  /** Waits until a document is ready or failed: `ready`, or the code it failed with. */
  async outcome(id: string, limitMs: number): Promise<string> {
    const deadline = Date.now() + limitMs;
    for (let pause = 20; Date.now() < deadline; pause = Math.min(500, pause * 1.5)) {
      const { status, error, characters } = Object(await this.get(`/v1/documents/${id}`));
      if (status === 'ready') return Number(characters) > 0 ? 'ready' : 'ready, no text';
      if (status === 'failed') return String(error?.code);
      await sleep(pause);
    }
    return 'no outcome in time';
  }
}
