/** The green target group's ARN, by the live one's. */
export type Twins = ReadonlyMap<string, string>;

/** The twin of one that is known to have one: the step before made it. */
export const twinFor = (twins: Twins, arn: string): string => {
  const twin = twins.get(arn);
  if (twin === undefined) throw new TypeError(`Target group ${arn} has no twin yet.`);
  return twin;
};
