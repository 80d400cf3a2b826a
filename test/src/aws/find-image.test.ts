import type { EC2Client } from "@aws-sdk/client-ec2";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { imaged, withImage } from "../../../src/aws/find-image.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import { fakeClient } from "../resources/fake-client.ts";

const release = { version: "2", commit: "2222222" };
const ami = (id: string) => ({ ImageId: id, CreationDate: "2026-01-01T00:00:00.000Z", State: "available" });
const web = { name: "web-2", owner: "self" };

const clients = ({ images = [], parameters = [] }: { images?: readonly object[]; parameters?: readonly object[] }) => {
  const ec2 = fakeClient<EC2Client>({ DescribeImages: () => ({ Images: images }) });
  const ssm = fakeClient<SSMClient>({ GetParameters: () => ({ Parameters: parameters }) });
  return { ec2: ec2.client, ssm: ssm.client, calls: [ec2, ssm] };
};

describe("the image of a release", () => {
  it("is the one of that id, and nothing is asked", async () => {
    const { calls, ...asked } = clients({});
    await expect(withImage(asked, { ...release, imageId: "ami-1" })).resolves.toEqual({ ...release, imageId: "ami-1" });
    expect(calls.flatMap(({ calls: made }) => made)).toEqual([]);
  });

  it.each([
    ["of that name", web, { images: [ami("ami-1")] }, { imageId: "ami-1", imageFrom: web }],
    [
      "that the parameter holds, with the version that it was",
      { parameter: "/golden/web" },
      { parameters: [{ Type: "String", Value: "ami-0a", Version: 7 }] },
      { imageId: "ami-0a", imageFrom: { parameter: "/golden/web:7" } },
    ],
    [
      "that the parameter held, by a label",
      { parameter: "/golden/web:stable" },
      { parameters: [{ Type: "String", Value: "ami-0b", Version: 3 }] },
      { imageId: "ami-0b", imageFrom: { parameter: "/golden/web:3" } },
    ],
  ])("is the one %s", async (_what, image, found, kept) => {
    await expect(withImage(clients(found), { ...release, image })).resolves.toEqual({ ...release, ...kept });
  });

  it("by its name is looked for among those of its owner: anybody may give a public one any name", async () => {
    const asked = clients({ images: [ami("ami-1")] });
    await withImage(asked, { ...release, image: web });
    expect(asked.calls[0]?.calls).toEqual([
      expect.objectContaining({ input: { Owners: ["self"], Filters: [{ Name: "name", Values: ["web-2"] }] } }),
    ]);
  });

  it.each([
    [
      "no AMI has the name",
      web,
      {},
      "The release's image was not found: this account has no AMI named 'web-2' in this region. Correct release.image.name, or say whose it is (release.image.owner). Nothing was changed.",
    ],
    [
      "none of its owner has",
      { name: "web-2", owner: "999999999999" },
      {},
      "The release's image was not found: 999999999999 has, for this account, no AMI named 'web-2' in this region. Correct release.image.name, or say whose it is (release.image.owner). Nothing was changed.",
    ],
    [
      "several have it",
      { name: "web-2", owner: "amazon" },
      { images: [ami("ami-1"), ami("ami-2")] },
      "The release's image is not clear: 2 AMIs of amazon are named 'web-2' (ami-1 of 2026-01-01T00:00:00.000Z, ami-2 of 2026-01-01T00:00:00.000Z). Name one by its id, as release.imageId. Nothing was changed.",
    ],
    [
      "there is no such parameter",
      { parameter: "/golden/web" },
      {},
      "The release's image was not found: there is no SSM parameter '/golden/web' here, or not in that version. Correct release.image.parameter. Nothing was changed.",
    ],
    [
      "the parameter holds something else, which is not told",
      { parameter: "/golden/web" },
      { parameters: [{ Type: "String", Value: "hunter2", Version: 1 }] },
      "The SSM parameter '/golden/web' (String, version 1) holds no AMI id, and the release takes its image from it. Expected a String such as ami-0abcdef1234567890. Correct the parameter, or release.image.parameter. Nothing was changed.",
    ],
    [
      "the parameter is a list",
      { parameter: "/golden/web" },
      { parameters: [{ Type: "StringList", Value: "ami-0a", Version: 1 }] },
      "The SSM parameter '/golden/web' (StringList, version 1) holds no AMI id, and the release takes its image from it. Expected a String such as ami-0abcdef1234567890. Correct the parameter, or release.image.parameter. Nothing was changed.",
    ],
  ])("is refused where %s", async (_why, image, found, message) => {
    await expect(withImage(clients(found), { ...release, image })).rejects.toThrow(
      expect.objectContaining({ name: "InvalidInput", message }),
    );
  });
});

it("a request has its image's id from then on, and a person is told where that came from", async () => {
  const request = parseRequest({
    environment: "web-live",
    action: "deploy",
    release: { ...release, image: { parameter: "/golden/web" } },
  });
  const found = await imaged(clients({ parameters: [{ Type: "String", Value: "ami-0a", Version: 7 }] }), request);
  expect(found.request).toEqual({
    ...request,
    release: { ...release, imageId: "ami-0a", imageFrom: { parameter: "/golden/web:7" } },
  });
  expect(found.notices).toEqual(["The image is ami-0a: the SSM parameter '/golden/web:7'."]);
  const other = parseRequest({ environment: "web-live", action: "scaledown" });
  expect(await imaged(clients({}), other)).toEqual({ request: other, release: undefined, notices: [] });
});
