import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The certificate that every HTTPS listener serves, whatever ACM certificate it names: self-signed, made anew each start. */
export const selfSignedCertificate = async (): Promise<Certificate> => {
  const pem = await generate([{ name: "commonName", value: "playground.invalid" }], {
    keyType: "ec",
    curve: "P-256",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key: pem.private, cert: pem.cert };
};
