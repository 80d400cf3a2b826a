/** AWS's ways to say that something named in a call is not there, or cannot be. */
const missing = /NotFound|Malformed/;

/** Whether AWS says, by the error's name, that something named in the call is not there. */
export const isMissing = (error: unknown): error is Error => error instanceof Error && missing.test(error.name);

const describeSome = async <T>(
  ids: readonly string[],
  describe: (ids: string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  if (ids.length === 0) return [];
  try {
    return await describe([...ids]);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (ids.length === 1) return [];
    // EC2 names the missing ones; Elastic Load Balancing only says that there are some.
    const rest = ids.filter((id) => !error.message.includes(id));
    if (rest.length < ids.length) return describeSome(rest, describe);
    const half = Math.ceil(ids.length / 2);
    return [...(await describeSome(ids.slice(0, half), describe)), ...(await describeSome(ids.slice(half), describe))];
  }
};

/**
 * Describes what there is of `ids`, `most` a call. AWS refuses a whole call for one id that does not exist: it is asked again
 * without.
 */
export const describeExisting = async <T>(
  ids: readonly string[],
  most: number,
  describe: (ids: string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let at = 0; at < ids.length; at += most) all.push(...(await describeSome(ids.slice(at, at + most), describe)));
  return all;
};
