import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { parameterCount } from '@saddlepoint/nn';
import { adamw, applyUpdates } from '@saddlepoint/optimizers';
import { compile, key, materialize, type Tensor, tree, valueAndGrad } from '@saddlepoint/tensor';
import type { PeerRun } from './peer.js';
import { loss, workloads } from './workloads.js';

export type Mode = 'gradient' | 'train';

/** Our side of a measurement: one workload in one mode, compiled and warm. */
export interface Ours {
  readonly parameters: number;
  /** Milliseconds from the function to the first result: trace, compile and one run. */
  readonly firstStep: number;
  /** Milliseconds of trace and compile alone. */
  readonly compile: number;
  run(steps: number): Promise<PeerRun>;
  dispose(): Promise<void>;
}

export async function prepare(name: string, mode: Mode, threads: number): Promise<Ours> {
  const work = workloads[name]!;
  const backend = await onnxruntime({ threads });
  let params = await materialize(work.model.init(key(0)), backend);
  const batch = await materialize({ x: work.x(), y: work.y() }, backend);
  const parameters = parameterCount(params);
  const optimizer = adamw({ learningRate: 1e-3 });
  let state = await materialize(optimizer.init(params), backend);
  const gradient = compile(backend, (p: unknown, b: typeof batch) => {
    const [value, gradients] = valueAndGrad((q: unknown) => loss(work, q, b.x, b.y))(p);
    return { value, gradients };
  });
  const train = compile(
    backend,
    (p: unknown, s: unknown, b: typeof batch) => {
      const [value, gradients] = valueAndGrad((q: unknown) => loss(work, q, b.x, b.y))(p);
      const next = optimizer.update(gradients as never, s as never, p as never);
      return { value, params: applyUpdates(p as never, next.updates as never), state: next.state };
    },
    { donate: [0, 1] },
  );

  const step = async (): Promise<number> => {
    if (mode === 'gradient') {
      const { value, gradients } = await gradient(params as never, batch);
      const result = await value.item();
      for (const leaf of tree.leaves({ value, gradients })) (leaf as Tensor).dispose();
      return result;
    }
    const next = await train(params as never, state as never, batch);
    params = next.params;
    state = next.state as typeof state;
    return next.value.item();
  };

  const started = performance.now();
  await step();
  const firstStep = performance.now() - started;
  const again = performance.now();
  const graph =
    mode === 'gradient' ? gradient.graph(params as never, batch) : train.graph(params as never, state as never, batch);
  const executable = await backend.compile(graph);
  const compileTime = performance.now() - again;
  await executable.dispose();
  return {
    parameters,
    firstStep,
    compile: compileTime,
    async run(steps) {
      const times: number[] = [];
      let last = Number.NaN;
      for (let i = 0; i < steps; i++) {
        const start = performance.now();
        last = await step();
        times.push(performance.now() - start);
      }
      return { times, loss: last };
    },
    dispose: () => backend.dispose(),
  };
}
