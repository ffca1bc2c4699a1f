import { readFileSync } from 'node:fs';

/**
 * The TypeScript examples of the README, and the pieces of code between `// README` and `// end` of a test, both without
 * imports and indentation: equal, so that what the README shows is what the test runs.
 */
export function examplesAndTests(testFile: string): { examples: string[][]; tests: string[][] } {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('import '));
  const between = (text: string, start: string, end: string) =>
    text
      .split(start)
      .slice(1)
      .map((part) => lines(part.split(end)[0]!));
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL(testFile), 'utf8');
  return {
    examples: between(readme, '```ts\n', '```'),
    tests: between(source, '// README\n', '// end\n'),
  };
}
