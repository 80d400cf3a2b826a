/** A certificate. Times are milliseconds since the epoch. */
export interface AcmCertificate {
  readonly arn: string;
  readonly type: "AMAZON_ISSUED" | "IMPORTED";
  readonly domainName: string;
  readonly alternativeNames: readonly string[];
  readonly createdAt: number;
  readonly notBefore: number;
  readonly notAfter: number;
}
