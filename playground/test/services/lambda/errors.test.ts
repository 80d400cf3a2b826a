/** How Lambda's errors travel, and reach who uses the real SDK. */
import { GetFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { startFunction } from "../../functions/started-function.ts";

const start = async () => {
  const { playground, connection } = await startFunction("export const handler = async () => {};");
  return { url: playground.url, client: new LambdaClient(connection) };
};

const arn = "arn:aws:lambda:eu-west-1:123456789012:function:none";
const failure = (sent: Promise<unknown>) =>
  sent.then(
    () => {
      throw new Error("It was answered.");
    },
    // The SDK puts what comes as `Message` into `message`.
    ({ name, message, Type, $fault, $metadata: { httpStatusCode } }) => ({
      ...{ name, message, Type, $fault, httpStatusCode },
    }),
  );

it("what there is not is told with its text, and as the user's fault", async () => {
  const { client } = await start();
  const unknown = { name: "ResourceNotFoundException", Type: "User", $fault: "client", httpStatusCode: 404 };
  expect(await failure(client.send(new InvokeCommand({ FunctionName: "none" })))).toEqual({
    ...unknown,
    message: `Function not found: ${arn}:$LATEST`,
  });
  expect(await failure(client.send(new GetFunctionCommand({ FunctionName: "none" })))).toEqual({
    ...unknown,
    message: `Function not found: ${arn}`,
  });
});

it("a body that is no JSON is the user's fault", async () => {
  const { client } = await start();
  expect(await failure(client.send(new InvokeCommand({ FunctionName: "greet", Payload: "{" })))).toEqual({
    ...{ name: "InvalidRequestContentException", Type: "User", $fault: "client", httpStatusCode: 400 },
    message: expect.stringMatching(/^Could not parse request body into json: /),
  });
});

it.each([
  ["Message", "GET", "/2015-03-31/functions/none", 404, "ResourceNotFoundException"],
  ["message", "POST", "/2015-03-31/functions/greet/invocations", 400, "InvalidRequestContentException"],
])("the text travels as '%s' where the error's model has it so", async (member, method, path, status, error) => {
  const { url } = await start();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0",
    },
    ...(method === "POST" ? { body: "{" } : {}),
  });
  expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([status, error]);
  expect(await response.json()).toEqual({ Type: "User", [member]: expect.any(String) });
});
