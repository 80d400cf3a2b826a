/** AWS's unique ids say nothing; these name the user, or the role and its session. */
export const userIdOf = (arn: string): string => {
  const [, name = "", session] = arn.split("/");
  return session === undefined ? `AIDA${name.toUpperCase()}` : `AROA${name.toUpperCase()}:${session}`;
};
