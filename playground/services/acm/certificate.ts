/** A certificate. Times are milliseconds since the epoch. */
export interface AcmCertificate {
  readonly arn: string;
  readonly domainName: string;
  readonly notBefore: number;
  readonly notAfter: number;
}
