import { validationError } from "../constraints.ts";

/** The most resources that one call may name. */
const most = 20;

/** Refuses a call that names too many resources, before any is looked up: "a maximum of 20". `what` is `target groups` or the like. */
export const checkNamedAtOnce = (what: string, ...lists: readonly (readonly string[] | undefined)[]): void => {
  if (lists.some((named) => (named?.length ?? 0) > most)) {
    throw validationError(`You cannot describe more than '${most}' ${what} at a time`);
  }
};
