import { describe, expect, it } from "vitest";
import { parameterValue } from "../../template/parameter-value.ts";

const arm = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

describe("a template's parameter", () => {
  it.each([
    ["String", "a,b", "a,b"],
    ["AWS::EC2::VPC::Id", "vpc-1", "vpc-1"],
    ["List<AWS::EC2::Subnet::Id>", "subnet-1, subnet-2", ["subnet-1", "subnet-2"]],
    ["CommaDelimitedList", "a,b", ["a", "b"]],
    ["AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", arm, "ami-00000000000000001"],
  ])("of type %s stands for what is given, as that type has it", (type, given, value) => {
    expect(parameterValue("Parameters.It", type, given)).toEqual(value);
  });

  it.each([
    [
      "AWS::SSM::Parameter::Value<String>",
      "x",
      "Parameters.It: the playground does not know parameters of type AWS::SSM::Parameter::Value<String>",
    ],
    [
      "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
      "/my/image",
      "Parameters.It: the playground knows no parameter /my/image",
    ],
  ])("of type %s for %s is refused by name", (type, given, message) => {
    expect(() => parameterValue("Parameters.It", type, given)).toThrow(message);
  });
});
