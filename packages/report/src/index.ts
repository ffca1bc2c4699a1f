export { type ConfusionMatrixOptions, confusionMatrix } from './confusion-matrix.js';
export { type HeatmapOptions, heatmap } from './heatmap.js';
export {
  type Block,
  type Facts,
  type Figure,
  type HtmlReportOptions,
  htmlReport,
  type Section,
} from './html-report.js';
export { type GridImage, type ImageGridOptions, imageGrid } from './image-grid.js';
export { type LineChartOptions, lineChart } from './line-chart.js';
export { encodePng, pngUrl } from './png.js';
export type { ScaleKind } from './scale.js';
export type { Series } from './series.js';
export { smooth } from './smooth.js';
export { csv, type Table, textTable } from './table.js';
