import { join } from "node:path";
import { packageService } from "./packaging.ts";

/** An unchanged package is recognised in less, in real milliseconds. */
const quick = 500;

/** The packaged template of this repository; says so if it has to be packaged first, since that takes a while. */
export const packagedTemplate = async (say: (line: string) => void): Promise<string> => {
  const telling = setTimeout(() => say("Packaging the functions (about 20 s; again only when they change) …"), quick);
  try {
    return (await packageService(join(import.meta.dirname, ".."))).template;
  } finally {
    clearTimeout(telling);
  }
};
