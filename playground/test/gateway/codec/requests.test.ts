import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../gateway/http.ts";
import { spokenIn } from "../../../gateway/protocols.ts";

const form = (fields: string): HttpRequest => ({
  method: "POST",
  path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: Buffer.from(fields),
});

const target = (operation: string, body: string): HttpRequest => ({
  method: "POST",
  path: "/",
  headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `Any.${operation}` },
  body: Buffer.from(body),
});

const decode = (service: string, request: HttpRequest) => {
  const codec = spokenIn(service, request).codec;
  return codec.decode(codec.operationOf(request), request);
};

/** The error's name and message. */
const refusal = (service: string, request: HttpRequest): string => {
  try {
    return JSON.stringify(decode(service, request));
  } catch (error) {
    return String(error);
  }
};

describe("a request of awsQuery", () => {
  it("is read by its schema, lists in the order of their numbers", () => {
    const fields =
      "Action=RegisterTargets&Version=2015-12-01&TargetGroupArn=arn%3Atg&Targets.member.10.Id=i-10&Targets.member.2.Id=i-2&Targets.member.2.Port=80";
    expect(decode("elasticloadbalancing", form(fields))).toEqual({
      TargetGroupArn: "arn:tg",
      Targets: [{ Id: "i-2", Port: 80 }, { Id: "i-10" }],
    });
  });

  it("may hold an empty list", () => {
    expect(decode("autoscaling", form("Action=SuspendProcesses&AutoScalingGroupName=a&ScalingProcesses="))).toEqual({
      AutoScalingGroupName: "a",
      ScalingProcesses: [],
    });
  });

  it.each([
    ["Colour=red", "Colour"],
    ["Targets.1.Id=i-1", "Targets.1.Id"],
    ["Targets.member.1.Id=i-1&Targets.member.1.Colour.Hue=3", "Targets.member.1.Colour.Hue"],
    ["Targets.member.x.Id=i-1", "Targets.member.x.Id"],
    ["TargetGroupArn.1=x", "TargetGroupArn.1"],
  ])("with the unknown %s is refused by name", (fields, name) => {
    const request = form(`Action=RegisterTargets&TargetGroupArn=arn&Targets.member.1.Id=i-1&${fields}`);
    expect(refusal("elasticloadbalancing", request)).toBe(
      `PlaygroundNotEmulated: The playground does not emulate the parameter '${name}' of RegisterTargets (AWS's model has no such member). See playground/README.md for what it does.`,
    );
  });

  it("names every required member that it lacks, as AWS does", () => {
    expect(refusal("elasticloadbalancing", form("Action=RegisterTargets&Targets.member.1.Port=80"))).toBe(
      "ValidationError: 2 validation errors detected: Value null at 'targetGroupArn' failed to satisfy constraint: Member must not be null; Value null at 'targets.1.member.id' failed to satisfy constraint: Member must not be null",
    );
  });

  it("with a text where a number belongs is refused", () => {
    expect(refusal("autoscaling", form("Action=SetDesiredCapacity&AutoScalingGroupName=a&DesiredCapacity=many"))).toBe(
      "MalformedInput: Invalid number for parameter DesiredCapacity: 'many'",
    );
  });
});

describe("a request of ec2Query", () => {
  it("is read by EC2's own keys", () => {
    const fields =
      "Action=DescribeInstances&InstanceId.1=i-1&Filter.1.Name=tag%3Aside&Filter.1.Value.1=blue&MaxResults=5";
    expect(decode("ec2", form(fields))).toEqual({
      InstanceIds: ["i-1"],
      Filters: [{ Name: "tag:side", Values: ["blue"] }],
      MaxResults: 5,
    });
  });

  it("with an unknown key is refused by name", () => {
    expect(refusal("ec2", form("Action=DescribeInstances&InstanceIds.member.1=i-1"))).toContain(
      "the parameter 'InstanceIds.member.1' of DescribeInstances",
    );
  });

  it("is told the first required parameter that it lacks", () => {
    expect(refusal("ec2", form("Action=TerminateInstances"))).toBe(
      "MissingParameter: The request must contain the parameter InstanceId",
    );
    expect(refusal("ec2", form("Action=RunInstances&MinCount=x&MaxCount=1"))).toBe(
      "InvalidParameterValue: Value (x) for parameter MinCount is invalid. It must be a number.",
    );
  });
});

describe("a request of awsJson", () => {
  it("reads null as absent", () => {
    expect(decode("states", target("StartExecution", '{"stateMachineArn":"arn","name":null}'))).toEqual({
      stateMachineArn: "arn",
    });
  });

  it("with an unknown member is refused by name", () => {
    const body = '{"Entries":[{"Source":"a","Colour":"red"}]}';
    expect(refusal("events", target("PutEvents", body))).toContain("the parameter 'Entries[0].Colour' of PutEvents");
  });

  it("that is no JSON, or of a wrong type, or lacks a required member is refused as AWS does", () => {
    expect([
      refusal("states", target("StartExecution", "{")),
      refusal("states", target("StartExecution", '{"stateMachineArn":1}')),
      refusal("states", target("StartExecution", "{}")),
    ]).toEqual([
      "SerializationException: The request body is not valid JSON.",
      "SerializationException: The value of 'stateMachineArn' is a number, where a string is expected.",
      "ValidationException: 1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    ]);
  });
});

describe("a request of restJson1", () => {
  const invoke = (path: string): HttpRequest => ({
    method: "POST",
    path,
    headers: { "x-amz-invocation-type": "Event" },
    body: Buffer.from('{"a":1}'),
  });

  it("is read from its path, its query string, its headers and its body", () => {
    expect(decode("lambda", invoke("/2015-03-31/functions/arn%3Af/invocations?Qualifier=live"))).toEqual({
      FunctionName: "arn:f",
      Qualifier: "live",
      InvocationType: "Event",
      Payload: Buffer.from('{"a":1}'),
    });
  });

  it("with an unknown query parameter is refused by name", () => {
    expect(refusal("lambda", invoke("/2015-03-31/functions/f/invocations?Colour=red"))).toContain(
      "the parameter 'Colour' of Invoke",
    );
  });
});
