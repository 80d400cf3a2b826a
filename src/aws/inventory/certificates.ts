import { type ACMClient, DescribeCertificateCommand, ResourceNotFoundException } from "@aws-sdk/client-acm";

const ofAcm = /^arn:[\w-]+:acm:/;

/**
 * When certificates end, by ARN. Of those that are not ACM's (IAM has server certificates too), and of those that are gone, nothing
 * is known: they are left out.
 */
export const certificateEnds = async (
  acm: ACMClient,
  arns: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const ends = new Map<string, number>();
  for (const arn of arns.filter((each) => ofAcm.test(each))) {
    try {
      const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
      if (Certificate?.NotAfter !== undefined) ends.set(arn, Certificate.NotAfter.getTime());
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
  return ends;
};
