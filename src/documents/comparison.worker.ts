/** Entry of a thread that compares two texts, given as its data, and posts the comparison. */
import { parentPort, workerData } from 'node:worker_threads';
import { compareTexts } from '../contracts/comparison/compare.js';
import type { ComparedText } from '../contracts/comparison/comparison.js';

const { left, right } = workerData as { left: ComparedText; right: ComparedText };
parentPort?.postMessage(compareTexts(left, right), []);
