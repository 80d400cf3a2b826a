import { describe, expect, it } from "vitest";
import { connectBy } from "../../command/connection.ts";
import { UsageError } from "../../command/usage-error.ts";

const connected = (options: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) => {
  const after = { ...env };
  connectBy(options, after);
  return after;
};

describe("where AWS is asked", () => {
  it("is what the options say, before the variables", () => {
    const env = { AWS_REGION: "us-east-1", AWS_PROFILE: "mine", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    expect(connected({ region: "eu-west-1", profile: "ours", endpointUrl: "http://127.0.0.1:2" }, env)).toEqual({
      AWS_REGION: "eu-west-1",
      AWS_PROFILE: "ours",
      AWS_ENDPOINT_URL: "http://127.0.0.1:2",
    });
    expect(connected({}, env)).toEqual(env);
  });

  it("is the AWS CLI's default region too, unless another is said", () => {
    expect(connected({}, { AWS_DEFAULT_REGION: "eu-west-1" })).toMatchObject({ AWS_REGION: "eu-west-1" });
    expect(connected({}, { AWS_DEFAULT_REGION: "eu-west-1", AWS_REGION: "us-east-1" })).toMatchObject({
      AWS_REGION: "us-east-1",
    });
    expect(connected({})).toEqual({});
  });

  it.each(["localhost:4610", "127.0.0.1", "ftp://127.0.0.1", "nonsense"])("is no endpoint like %s", (endpointUrl) => {
    expect(() => connected({ endpointUrl })).toThrow(UsageError);
    expect(() => connected({ endpointUrl })).toThrow(`--endpoint-url ${endpointUrl}: expected a URL such as http://`);
    expect(() => connected({}, { AWS_ENDPOINT_URL: endpointUrl })).toThrow(
      `$AWS_ENDPOINT_URL ${endpointUrl}: expected`,
    );
  });
});
