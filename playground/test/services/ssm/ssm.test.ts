/** The parameter store with the real SDK. */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Playground, startPlayground } from "../../../start.ts";

let playground: Playground;
let client: SSMClient;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 10_000, seed: 1 });
  client = new SSMClient({
    endpoint: playground.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
    maxAttempts: 1,
  });
});
afterAll(() => playground.stop());

const Name = "/golden/web";
const put = (Value: string, more: object = {}) =>
  client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));

it("a parameter has a version for each time that it was written, of which any can be read", async () => {
  expect(await put("ami-0a")).toMatchObject({ Version: 1, Tier: "Standard" });
  await expect(put("ami-0b")).rejects.toMatchObject({
    name: "ParameterAlreadyExists",
    message: "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  });
  expect(await put("ami-0b", { Overwrite: true })).toMatchObject({ Version: 2 });
  const told = {
    Name,
    Type: "String",
    DataType: "text",
    ARN: "arn:aws:ssm:eu-west-1:123456789012:parameter/golden/web",
  };
  expect((await client.send(new GetParameterCommand({ Name }))).Parameter).toMatchObject({
    ...told,
    Value: "ami-0b",
    Version: 2,
  });
  const several = await client.send(new GetParametersCommand({ Names: [`${Name}:1`, "/golden/none", `${Name}:9`] }));
  expect(several.Parameters).toMatchObject([{ ...told, Value: "ami-0a", Version: 1, Selector: ":1" }]);
  expect(several.InvalidParameters).toEqual(["/golden/none", `${Name}:9`]);
});

it.each([
  ["/golden/none", "ParameterNotFound"],
  [`${Name}:9`, "ParameterVersionNotFound"],
  [`${Name}:stable`, "PlaygroundNotEmulated"],
])("%s is answered with %s", async (asked, name) => {
  await expect(client.send(new GetParameterCommand({ Name: asked }))).rejects.toMatchObject({ name });
});

it.each([
  [{ DataType: "aws:ec2:image", Overwrite: true }, "web", "ValidationException"],
  [{ Type: "SecureString", Overwrite: true }, "secret", "PlaygroundNotEmulated"],
  [{ Name: "no/root" }, "x", "ValidationException"],
  [{ Name: "/new" }, "x".repeat(4_097), "ValidationException"],
  [{ Name: "/new", Type: undefined }, "x", "ValidationException"],
])("%j is refused", async (more, value, name) => {
  await expect(put(value, more)).rejects.toMatchObject({ name });
});

it("what is deleted is gone", async () => {
  await client.send(new DeleteParameterCommand({ Name }));
  await expect(client.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({ name: "ParameterNotFound" });
  await expect(client.send(new DeleteParameterCommand({ Name }))).rejects.toMatchObject({ name: "ParameterNotFound" });
});
