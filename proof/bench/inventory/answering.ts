import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { here } from "./described-fleet.ts";

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

/** Has a client's calls answered by a function: none of them leaves the process. */
export const answering = (client: unknown, answer: (operation: string, input: object) => Promise<object>): void =>
  (client as AnyClient).middlewareStack.add(
    (_next, { commandName = "" }) =>
      async ({ input }) => {
        const output = await answer(commandName.replace(/Command$/, ""), input);
        return { output: { $metadata: {}, ...output }, response: {} } as never;
      },
    { step: "initialize", priority: "high" },
  );

/** With which a process of its own asks this one's table. */
export const credentials = {
  AWS_REGION: here.region,
  AWS_ACCESS_KEY_ID: "AKIATEST",
  AWS_SECRET_ACCESS_KEY: "secret",
} as const;

/** Answers clients of other processes while `use` goes on, as a server of AWS's JSON protocol does. */
export const served = async <T>(
  answer: (operation: string, input: object) => object,
  use: (endpoint: string) => Promise<T>,
): Promise<T> => {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    try {
      response.end(JSON.stringify(answer(operation, (await json(request)) as object)));
    } catch (error) {
      response.destroy(error as Error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};
