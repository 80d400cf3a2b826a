/** The certificate of every sample stack's HTTPS listener. */
export const sampleCertificate = (region: string, account: string) =>
  `arn:aws:acm:${region}:${account}:certificate/00000000-0000-4000-8000-000000000001`;
