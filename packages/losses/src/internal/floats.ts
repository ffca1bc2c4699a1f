import { DTypeError, isFloat, requireTensor, type Tensor } from '@saddlepoint/tensor';

/**
 * @param args the arguments of a loss that must be float tensors of one dtype, by their names.
 * @throws ArgumentError for what is no tensor; DTypeError naming the argument to cast.
 */
export function requireFloats(owner: string, args: { readonly [name: string]: Tensor }): void {
  for (const [name, x] of Object.entries(args)) requireTensor(owner, name, x);
  const dtype = Object.values(args).find((x) => isFloat(x.dtype))?.dtype ?? 'float32';
  for (const [name, x] of Object.entries(args)) {
    if (x.dtype === dtype) continue;
    const wanted = isFloat(x.dtype) ? `${dtype} like the rest` : 'float';
    throw new DTypeError(`${owner}: ${name} of dtype ${x.dtype} must be ${wanted}: ${name}.cast('${dtype}')`);
  }
}
