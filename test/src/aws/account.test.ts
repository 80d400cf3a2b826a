import type { STSClient } from "@aws-sdk/client-sts";
import { expect, it } from "vitest";
import { requireAccount, whereCallerIs, whereFunctionRuns } from "../../../src/aws/account.ts";
import { registered } from "../deployment/world.ts";
import { fakeClient } from "../resources/fake-client.ts";

const environment = registered({ account: "123456789012", region: "eu-west-1" });

it("the account guard lets the environment's own account and region pass", () => {
  expect(() => requireAccount({ account: "123456789012", region: "eu-west-1" }, environment)).not.toThrow();
});

it.each([
  ["999999999999", "eu-west-1"],
  ["123456789012", "us-east-1"],
])("the account guard stops whoever is in account %s and region %s", (account, region) => {
  expect(() => requireAccount({ account, region }, environment)).toThrow(
    expect.objectContaining({
      name: "WrongAccount",
      message: `Environment 'web-live' belongs to account 123456789012 in eu-west-1, but this runs in account ${account} in ${region}. Start it there, or register the environment here.`,
    }),
  );
});

it("a person is where AWS says that their credentials lead", async () => {
  const { client } = fakeClient<STSClient>({
    GetCallerIdentity: () => ({ Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/ann" }),
  });
  const sts: STSClient = Object.assign(client, { config: { region: async () => "us-east-1" } });
  expect(await whereCallerIs(sts)).toEqual({
    account: "999999999999",
    region: "us-east-1",
    caller: "arn:aws:iam::999999999999:user/ann",
  });
});

it("a function is where its own ARN says", () => {
  const found = whereFunctionRuns({
    invokedFunctionArn: "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:sarcelle-live-preflight",
  });
  expect(found).toMatchObject({ account: "123456789012", region: "us-gov-west-1" });
});
