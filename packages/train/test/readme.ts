import { readFileSync } from 'node:fs';

/**
 * The first TypeScript example of the README and the code between `// README` and `// end` of a test, both without
 * imports and indentation: equal, so that what the README shows is what the test runs.
 */
export function exampleAndTest(testFile: string): { example: string[]; test: string[] } {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('import '));
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL(testFile), 'utf8');
  return {
    example: lines(readme.split('```ts\n')[1]!.split('```')[0]!),
    test: lines(source.split('// README\n')[1]!.split('// end\n')[0]!),
  };
}
