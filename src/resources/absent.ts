/** What AWS answers about a resource that is not there, by the error's name. */
export const isNamed =
  (...names: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof Error && names.includes(error.name);

/** The answer of `read`, or null if AWS says, by one of `names`, that there is nothing to read. */
export const orAbsent = async <Answer>(
  names: readonly string[],
  read: () => Promise<Answer>,
): Promise<Answer | null> => {
  try {
    return await read();
  } catch (error) {
    if (isNamed(...names)(error)) return null;
    throw error;
  }
};
