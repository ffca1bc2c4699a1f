import * as tf from '@tensorflow/tfjs';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';

interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
}

/** MobileNetV2 as it comes with nsfwjs, up to the features before its head: images [n, 224, 224, 3] to [n, features]. */
export async function loadTrunk(): Promise<tf.LayersModel> {
  const json = (await MobileNetV2Model.modelJson()).default as unknown as ModelJson;
  const bundles = await Promise.all(MobileNetV2Model.weightBundles.map((load) => load()));
  // The package keeps its weights as base64 in modules: no network, no file paths.
  const weights = Buffer.concat(bundles.map((bundle) => Buffer.from(bundle.default, 'base64')));
  const whole = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
    }),
  );
  // What comes after it is the head: three dense layers.
  const last = whole.layers.find((layer) => layer.getClassName() === 'Flatten');
  if (!last) throw new Error('MobileNetV2 has no Flatten layer before its head; nsfwjs 4.4.0 has one');
  const trunk = tf.model({ inputs: whole.inputs, outputs: last.output as tf.SymbolicTensor });
  trunk.trainable = false;
  return trunk;
}
