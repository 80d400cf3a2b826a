import { type FunctionCode, sarcelleHandlers } from "../../../command/rehearsal/functions.ts";

/** Sarcelle's functions, and how often one of them was invoked so far. */
export const countedHandlers = (
  counted: string,
): { readonly handlers: FunctionCode; readonly invocations: () => number } => {
  let invocations = 0;
  const handlers = Object.entries(sarcelleHandlers).map(([name, load]) => [
    name,
    async () => {
      const handler = await load();
      return (event: unknown, context: unknown) => {
        if (name === counted) invocations += 1;
        return handler(event, context);
      };
    },
  ]);
  return { handlers: Object.fromEntries(handlers), invocations: () => invocations };
};
