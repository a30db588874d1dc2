/** Names of degrees of freedom in messages. */

const axes = ["x", "y", "z"] as const;

/** "x of node 12". */
export function dofName(dof: number, dimension: 2 | 3): string {
  const component = dof % dimension;
  return `${axes[component]} of node ${(dof - component) / dimension}`;
}
