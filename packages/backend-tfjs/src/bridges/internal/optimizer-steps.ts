import { TreeError } from '@saddlepoint/tensor';
import type { TfjsBackend } from '../../tfjs.js';
import { namespaceOf, type TfTensor, type TfVariable } from './namespace.js';
import { OptimizerStep, type StateEntry, type TransformLike } from './optimizer-step.js';
import { signatureOf } from './program.js';

interface NamedTensor {
  readonly name: string;
  readonly tensor: TfTensor;
}

/** The steps of an optimizer and its state, by path: whichever variables a step is for, it finds its own. */
export class OptimizerSteps {
  private readonly steps = new Map<string, OptimizerStep>();
  private readonly state = new Map<string, TfTensor>();
  /** State from a file that no step has asked for yet. */
  private loaded = new Map<string, TfTensor>();

  constructor(
    private readonly backend: TfjsBackend,
    private readonly transform: TransformLike,
    private readonly scheduled: boolean,
  ) {}

  apply(gradients: readonly NamedTensor[], rate: number | undefined): void {
    const tf = namespaceOf(this.backend);
    const given = [...gradients].sort((a, b) => (a.name < b.name ? -1 : 1));
    const names = given.map(({ name }) => name);
    const variables = names.map((name) => tf.engine().registeredVariables[name]!);
    const step = this.stepFor(names, variables);
    const state = this.stateFor(step, variables);
    const learningRate = rate === undefined ? undefined : tf.scalar(rate);
    const next = step.run(
      variables,
      given.map(({ tensor }) => tensor),
      state,
      learningRate,
    );
    learningRate?.dispose();
    variables.forEach((variable, i) => {
      variable.assign(next.values[i]!);
      next.values[i]!.dispose();
    });
    step.entries.forEach(({ path }, i) => this.set(path, next.state[i]!));
  }

  /** All state with its paths; the tensors stay the optimizer's. */
  weights(): NamedTensor[] {
    return [...this.state, ...this.loaded].map(([name, tensor]) => ({ name, tensor }));
  }

  /** Takes copies of what {@link weights} gave. */
  load(weights: readonly NamedTensor[]): void {
    const tf = namespaceOf(this.backend);
    this.clear();
    for (const { name, tensor } of weights) this.loaded.set(name, tf.keep(tensor.clone()));
  }

  dispose(): void {
    for (const step of this.steps.values()) step.dispose();
    this.steps.clear();
    this.clear();
  }

  private clear(): void {
    for (const tensor of [...this.state.values(), ...this.loaded.values()]) tensor.dispose();
    this.state.clear();
    this.loaded.clear();
  }

  private set(path: string, tensor: TfTensor): void {
    this.state.get(path)?.dispose();
    this.state.set(path, tensor);
  }

  private stepFor(names: readonly string[], variables: readonly TfVariable[]): OptimizerStep {
    const key = `${names.join('\n')}\n${signatureOf(variables)}`;
    let step = this.steps.get(key);
    if (!step) {
      step = new OptimizerStep(this.backend, this.transform, names, variables, this.scheduled);
      this.steps.set(key, step);
    }
    return step;
  }

  /** The state of these variables: what is known, else what was loaded, else that before the first step. */
  private stateFor(step: OptimizerStep, variables: readonly TfVariable[]): TfTensor[] {
    for (const entry of step.entries) if (!this.state.has(entry.path)) this.takeLoaded(entry);
    if (step.entries.some(({ path }) => !this.state.has(path))) {
      step.init(variables).forEach((tensor, i) => {
        const { path } = step.entries[i]!;
        if (this.state.has(path)) tensor.dispose();
        else this.state.set(path, tensor);
      });
    }
    return step.entries.map(({ path }) => this.state.get(path)!);
  }

  private takeLoaded({ path, shape, dtype }: StateEntry): void {
    // The second variable of a name is called name_1: that of a model which is loaded while the first is still there.
    const name = [path, path.replace(/_\d+$/, '')].find((it) => this.loaded.has(it));
    if (name === undefined) return;
    const tensor = this.loaded.get(name)!;
    if (`${tensor.shape}` !== `${shape}` || tensor.dtype !== dtype) {
      throw new TreeError(
        `asTfOptimizer: the loaded state '${name}' is ${tensor.dtype} [${tensor.shape}], where ${dtype} [${shape}] is needed; ` +
          'load the state of this model and transform',
      );
    }
    this.loaded.delete(name);
    this.state.set(path, tensor);
  }
}
