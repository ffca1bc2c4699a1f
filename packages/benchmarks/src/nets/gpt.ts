import { gpt as gptLayer } from '@saddlepoint/nn';
import { classes } from '../pattern.js';
import { classifier } from './classifier.js';

export interface GptSize {
  layers: number;
  heads: number;
  width: number;
  /** Tokens of a sequence. */
  context: number;
  batch: number;
}

/** Characters of nanoGPT's Shakespeare. */
const vocabulary = 65;

/** A GPT-2-style model of characters. */
export function gpt({ batch, ...size }: GptSize) {
  const tokens = () => classes([batch, size.context], vocabulary);
  return classifier(gptLayer({ ...size, vocabulary }), tokens, tokens);
}
