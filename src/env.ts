/** What each function is told by its environment, parsed once, by name. */
export const environmentVariable = (name: string, from: NodeJS.ProcessEnv = process.env): string => {
  const value = from[name];
  if (value === undefined || value === "")
    throw new Error(
      `The environment variable ${name} is not set: serverless.yml sets it for every function that needs it.`,
    );
  return value;
};
