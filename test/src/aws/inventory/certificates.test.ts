import { type ACMClient, ResourceNotFoundException } from "@aws-sdk/client-acm";
import { expect, it } from "vitest";
import { certificateEnds } from "../../../../src/aws/inventory/certificates.ts";
import { fakeClient } from "../../resources/fake-client.ts";

const acm = (id: string) => `arn:aws:acm:eu-west-1:123456789012:certificate/${id}`;
const end = new Date("2026-06-01T00:00:00Z");

it("certificates of ACM say when they end; of those that are gone, pending or IAM's nothing is known", async () => {
  const { client, calls } = fakeClient<ACMClient>({
    DescribeCertificate: ({ CertificateArn }: { readonly CertificateArn: string }) => {
      if (CertificateArn === acm("gone")) throw new ResourceNotFoundException({ message: "gone", $metadata: {} });
      return { Certificate: CertificateArn === acm("pending") ? {} : { NotAfter: end } };
    },
  });
  const arns = [acm("web"), acm("gone"), acm("pending"), "arn:aws:iam::123456789012:server-certificate/old"];
  expect(await certificateEnds(client, arns)).toEqual(new Map([[acm("web"), end.getTime()]]));
  expect(calls).toHaveLength(3);
});

it("a failure to ask is no answer", async () => {
  const { client } = fakeClient<ACMClient>({
    DescribeCertificate: () => {
      throw new Error("throttled");
    },
  });
  await expect(certificateEnds(client, [acm("web")])).rejects.toThrow("throttled");
});
