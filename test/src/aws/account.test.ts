import type { STSClient } from "@aws-sdk/client-sts";
import { expect, it } from "vitest";
import { requireAccount } from "../../../src/aws/account.ts";
import { parseEnvironment } from "../../../src/deployment/environment.ts";
import { fakeClient } from "../resources/fake-client.ts";

const environment = parseEnvironment(
  {
    name: "web-live",
    account: "123456789012",
    region: "eu-west-1",
    stage: "live",
    loadBalancer: "web",
    group: "web",
    listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }],
  },
  "web.yml",
);

const callerIn = (account: string, region: string): STSClient => {
  const { client } = fakeClient<STSClient>({ GetCallerIdentity: () => ({ Account: account }) });
  return Object.assign(client, { config: { region: async () => region } });
};

it("the account guard lets the environment's own account and region pass", async () => {
  await expect(requireAccount(callerIn("123456789012", "eu-west-1"), environment)).resolves.toBeUndefined();
});

it.each([
  ["999999999999", "eu-west-1"],
  ["123456789012", "us-east-1"],
])("the account guard stops a caller in account %s and region %s", async (account, region) => {
  await expect(requireAccount(callerIn(account, region), environment)).rejects.toThrow(
    expect.objectContaining({
      name: "WrongAccount",
      message: `Environment 'web-live' belongs to account 123456789012 in eu-west-1, but this runs in account ${account} in ${region}. Start it there, or register the environment here.`,
    }),
  );
});
