/**
 * Strongly connected components (Tarjan 1972), iterative so that long chains do not exhaust the stack.
 * Nodes are 0 … count − 1. Components come dependencies first: whatever a node points to is in the
 * same component or in one before it.
 */
export function stronglyConnected(
  count: number,
  edgesOf: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const components: number[][] = [];
  let next = 0;
  const enter = (node: number) => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    return { node, edges: edgesOf(node), at: 0 };
  };
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const calls = [enter(root)];
    while (calls.length > 0) {
      const call = calls[calls.length - 1] as (typeof calls)[number];
      const target = call.edges[call.at++];
      if (target !== undefined) {
        if (index[target] === -1) calls.push(enter(target));
        else if (onStack[target] === 1) low[call.node] = Math.min(low[call.node] ?? 0, index[target] ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls[calls.length - 1];
      if (caller !== undefined) low[caller.node] = Math.min(low[caller.node] ?? 0, low[call.node] ?? 0);
      if (low[call.node] === index[call.node]) components.push(popComponent(stack, onStack, call.node));
    }
  }
  return components;
}

function popComponent(stack: number[], onStack: Uint8Array, root: number): number[] {
  const component: number[] = [];
  for (;;) {
    const node = stack.pop();
    if (node === undefined) return component;
    onStack[node] = 0;
    component.push(node);
    if (node === root) return component.reverse();
  }
}
