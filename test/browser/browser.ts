import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
const packed = join(modules, "@sparticuz/chromium");

/** For a machine without a screen, and for a user that may be root. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];

/** The package's own says where its fonts are on one cloud's machines. */
const fontsBesideThisFile = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fonts</cachedir></fontconfig>
`;

/** Starts a real Chromium without a window: the one that `npm ci` brought on Linux x64, elsewhere an installed one. */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return chromium.launch({ executablePath: installedBrowser(), args });
  }
  const folder = await unpackedBrowser();
  const itsOwn = {
    FONTCONFIG_FILE: join(folder, "fonts/fonts.conf"),
    XDG_CACHE_HOME: join(folder, "cache"),
    LD_LIBRARY_PATH: join(folder, "al2023/lib"),
  };
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args,
    env: { ...process.env, ...itsOwn },
  });
}

/** Unpacked beside its place and then moved: whoever comes at the same time finds a whole browser, or none yet. */
async function unpackedBrowser(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as { version: string };
  const folder = join(modules, `.cache/chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(join(modules, ".cache"), { recursive: true });
  const beside = await mkdtemp(`${folder}-`);
  await unpackInto(beside);
  // When somebody else was faster, theirs is as good.
  await rename(beside, folder).catch(() => rm(beside, { recursive: true }));
  return folder;
}

/** The package unpacks to where temporary files go, and with the shared libraries that a slim container lacks. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  const archives = ["chromium.br", "fonts.tar.br", "al2023.tar.br"];
  await Promise.all(archives.map((name) => inflate(join(packed, "bin", name))));
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  await writeFile(join(folder, "fonts/fonts.conf"), fontsBesideThisFile);
}

function installedBrowser(): string {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];
  const inPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const ofMacOs = ["Google Chrome", "Chromium"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const found = [...inPath, ...ofMacOs].find(isExecutable);
  if (found !== undefined) return found;
  throw new Error("These tests need a browser: install Chromium or Google Chrome, and have it in PATH");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
