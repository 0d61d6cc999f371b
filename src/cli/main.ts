import { createProgram } from './program.js';
import { endOnBrokenPipe, runProgram } from './run.js';

endOnBrokenPipe();
process.exitCode = await runProgram(createProgram(), process.argv);
