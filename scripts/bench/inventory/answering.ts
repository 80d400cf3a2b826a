import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/transport";

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

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** Answers a client's requests as a server of AWS's JSON protocol does, so that the client writes and reads all that it would. */
export const serving = (answer: (operation: string, input: object) => object) => ({
  async handle({ headers, body }: Request) {
    const operation = (headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
    const output = JSON.stringify(
      answer(operation, JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body))),
    );
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body: Readable.from([Buffer.from(output)]) }) };
  },
});
