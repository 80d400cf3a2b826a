/** By which the SDKs say what they send. They are taken, and not verified: nothing is lost on loopback. */
export const checksums = [
  "ChecksumAlgorithm",
  "ChecksumCRC32",
  "ChecksumCRC32C",
  "ChecksumCRC64NVME",
  "ChecksumSHA1",
  "ChecksumSHA256",
  "ContentMD5",
] as const;

/** S3 keeps its times without fractions of seconds. */
export const toTheSecond = (milliseconds: number): number => Math.floor(milliseconds / 1_000) * 1_000;
