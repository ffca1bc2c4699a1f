export { type ExampleOptions, example } from './example.js';
