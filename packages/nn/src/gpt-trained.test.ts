import { existsSync, readFileSync } from 'node:fs';
import {
  argmax,
  compile,
  concat,
  key,
  reference,
  reshape,
  slice,
  type Tensor,
  tensor,
  tree,
} from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { gpt } from './gpt.js';
import { parameterCount } from './parameter-count.js';

// A minGPT that somebody else trained, in PyTorch, to sort digits.
const file = new URL('../../../../shared/data/gpt-nano-sort/model.json', import.meta.url);
const present = existsSync(file);
if (!present) console.log('the trained minGPT is not tested: there is no shared data folder next to the repository');

interface Checkpoint {
  config: { n_layer: number; n_head: number; n_embd: number; vocab_size: number; block_size: number };
  [name: string]: unknown;
}

/** What GPT-2 calls our parameters. */
const theirs: readonly (readonly [RegExp, string])[] = [
  [/^token\./, 'transformer.wte.'],
  [/^position\./, 'transformer.wpe.'],
  [/^norm\./, 'transformer.ln_f.'],
  [/^head\./, 'lm_head.'],
  [/^blocks\.(\d+)\./, 'transformer.h.$1.'],
  [/norm(\d)\./, 'ln_$1.'],
  [/attention\.qkv\./, 'attn.c_attn.'],
  [/attention\.out\./, 'attn.c_proj.'],
  [/\bup\./, 'mlp.c_fc.'],
  [/\bdown\./, 'mlp.c_proj.'],
];

function load() {
  const { config, ...weights } = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
  const { n_layer, n_head, n_embd, vocab_size, block_size } = config;
  const model = gpt({
    vocabulary: vocab_size,
    context: block_size,
    layers: n_layer,
    heads: n_head,
    width: n_embd,
  });
  // The causal mask, under a name like a bias's.
  const left = new Set(Object.keys(weights).filter((name) => !name.endsWith('.attn.bias')));
  const params = tree.map(model.init(key(0)), (leaf, path) => {
    const name = theirs.reduce((text, [ours, other]) => text.replace(ours, other), path);
    expect(left.delete(name), `${path}, there ${name}`).toBe(true);
    const { shape, data } = weights[name] as { shape: number[]; data: string };
    expect(shape, name).toEqual((leaf as Tensor).shape);
    return tensor(new Float32Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer), { shape });
  });
  expect([...left]).toEqual([]);
  return { model, params };
}

const rows = Array.from({ length: 729 }, (_, n) => [...n.toString(3).padStart(6, '0')].map(Number));
const sort = (row: readonly number[]) => [...row].sort();
const batch = (of: readonly number[][]) => tensor(Int32Array.from(of.flat()), { shape: [of.length, of[0]!.length] });

test.skipIf(!present)(
  'a trained minGPT, loaded by name, sorts all 729 inputs of six digits',
  async () => {
    const { model, params } = load();
    expect(parameterCount(params)).toBe(85_728);
    // Each next token is the likeliest after the input and the right answer so far; so, step by step, greedy decoding finds
    // the answer, in one pass instead of six.
    const given = rows.map((row) => [...row, ...sort(row).slice(0, 5)]);
    const likeliest = argmax(slice(model.apply(params, batch(given)), { axis: 1, start: 5 }));
    expect(Array.from(await likeliest.data())).toEqual(rows.flatMap(sort));
  },
  120_000,
);

test.skipIf(!present)('token by token too', async () => {
  const { model, params } = load();
  const some = rows.filter((_, n) => n % 41 === 0);
  const next = compile(reference(), (p: typeof params, tokens: Tensor) => {
    const last = slice(model.apply(p, tokens), { axis: 1, start: tokens.shape[1]! - 1 });
    return concat([tokens, reshape(argmax(last), [tokens.shape[0]!, 1])], 1);
  });
  let tokens = batch(some);
  for (let step = 0; step < 6; step++) tokens = await next(params, tokens);
  expect(Array.from(await tokens.data())).toEqual(some.flatMap((row) => [...row, ...sort(row)]));
  await next.dispose();
});
