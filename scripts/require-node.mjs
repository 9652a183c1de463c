// Says in one line what is needed, instead of the syntax errors that an older Node would print.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Expected Node 22.18 or later, got ${process.version} (${process.execPath}). ` +
      "On Linux `npm ci` brings its own; elsewhere install Node 22.18 or later.",
  );
  process.exit(1);
}
