import { type CnnSize, cnn } from './cnn.js';
import { type CriticSize, critic } from './critic.js';
import { type GptSize, gpt } from './gpt.js';
import { type LstmSize, lstm } from './lstm.js';
import { type MlpSize, mlp } from './mlp.js';
import type { Problem } from './problem.js';
import { type UnetSize, unet } from './unet.js';

/** Every kind of network. The peers have the same ones under the same names, made from the same sizes. */
const nets = { mlp, cnn, gpt, unet, lstm, critic };

/** A network and its sizes, as plain data to send to a peer. */
export type Net =
  | { net: 'mlp'; size: MlpSize }
  | { net: 'cnn'; size: CnnSize }
  | { net: 'gpt'; size: GptSize }
  | { net: 'unet'; size: UnetSize }
  | { net: 'lstm'; size: LstmSize }
  | { net: 'critic'; size: CriticSize };

export function problem({ net, size }: Net): Problem {
  return (nets[net] as (size: Net['size']) => Problem)(size);
}
