/** Answers a client's commands in this process, before anything of them is written for a wire. */
interface AnyClient {
  readonly middlewareStack: {
    add(
      middleware: (
        next: unknown,
        context: { readonly commandName?: string },
      ) => (args: { readonly input: object }) => Promise<never>,
      options: { readonly step: "initialize"; readonly priority: "high" },
    ): void;
  };
}

export const answering = (client: unknown, answer: (operation: string, input: object) => Promise<object>): void =>
  (client as AnyClient).middlewareStack.add(
    (_next, { commandName = "" }) =>
      async ({ input }) => {
        const output = await answer(commandName.replace(/Command$/, ""), input);
        return { output: { $metadata: {}, ...output }, response: {} } as never;
      },
    { step: "initialize", priority: "high" },
  );
