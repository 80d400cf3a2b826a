/** What a resource label names, by the ends of their ARNs; undefined if it is none. */
export const partsOfLabel = (
  label: string | undefined,
): { readonly loadBalancer: string; readonly targetGroup: string } | undefined => {
  // "app/my-alb/778d41231b141a0f/targetgroup/my-alb-target-group/943f017f100becff"
  const [, loadBalancer, targetGroup] =
    /^(app\/[^/]+\/[0-9a-f]+)\/(targetgroup\/[^/]+\/[0-9a-f]+)$/.exec(label ?? "") ?? [];
  return loadBalancer === undefined || targetGroup === undefined ? undefined : { loadBalancer, targetGroup };
};
