import { fileURLToPath } from "node:url";

/** The folder of the static pages. */
export const publicFolder: string = fileURLToPath(new URL("../public", import.meta.url));
