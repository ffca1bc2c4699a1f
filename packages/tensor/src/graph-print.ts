import type { Graph, GraphNode } from './graph.js';
import { showExactly } from './passes/common.js';
import { showShape } from './shape.js';

/** A graph for people to read. */

function showAttributes(node: GraphNode): string {
  return Object.entries(node.attributes)
    .map(([name, value]) => {
      if (!ArrayBuffer.isView(value)) return `${name}=${showExactly(value)}`;
      const head = Array.from(value.slice(0, 4), (x) => +x.toPrecision(6)).join(', ');
      return `${name}=[${head}${value.length > 4 ? ', …' : ''}]`;
    })
    .join(' ');
}

const type = (node: GraphNode): string => `${node.dtype}${showShape(node.shape)}`;

export function showText(graph: Graph): string {
  const lines = graph.nodes.map((node, i) => {
    const operands = node.inputs.map((j) => `%${j}`).join(', ');
    const attributes = showAttributes(node);
    return `  %${i}: ${type(node)} = ${node.op}(${operands})${attributes ? ` ${attributes}` : ''}`;
  });
  return `graph(${graph.inputs.map((i) => `%${i}`).join(', ')}) {\n${lines.join('\n')}\n  return ${graph.outputs.map((i) => `%${i}`).join(', ')}\n}`;
}

export function showDot(graph: Graph): string {
  const lines = graph.nodes.flatMap((node, i) => {
    const shape = node.op === 'input' || node.op === 'constant' ? 'ellipse' : 'box';
    const colour = graph.outputs.includes(i) ? ', style=bold' : '';
    const label = `${node.op}${node.op === 'input' ? ` ${node.attributes.name}` : ''}\\n${type(node)}`;
    return [
      `  n${i} [label="${label.replace(/"/g, '\\"')}", shape=${shape}${colour}];`,
      ...node.inputs.map((j) => `  n${j} -> n${i};`),
    ];
  });
  return `digraph {\n${lines.join('\n')}\n}`;
}

export function showMermaid(graph: Graph): string {
  const lines = graph.nodes.flatMap((node, i) => {
    const name = node.op === 'input' ? ` ${node.attributes.name}`.replace(/"/g, '#quot;') : '';
    const text = `"${node.op}${name}<br/>${type(node)}"`;
    const box =
      node.op === 'input' || node.op === 'constant'
        ? `([${text}])`
        : graph.outputs.includes(i)
          ? `[[${text}]]`
          : `[${text}]`;
    return [`  n${i}${box}`, ...node.inputs.map((j) => `  n${j} --> n${i}`)];
  });
  return `flowchart TD\n${lines.join('\n')}`;
}
