export type { OrtModule } from './engine/module.js';
export { type ExportOptions, exportOnnx } from './export.js';
export { onnxruntime } from './onnxruntime.js';
export type { ExecutionProvider, GraphOptimization, OnnxruntimeOptions } from './options.js';
