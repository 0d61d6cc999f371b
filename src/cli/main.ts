import { createProgram } from './program.js';
import { runProgram } from './run.js';

process.exitCode = await runProgram(createProgram(), process.argv);
