// Drives VS Code in a headless browser through the whole cycle: a finding, its entry among the
// problems, its quick fix, the file that comes of it, the matrix and its report, and every other
// command of the palette.
// node drive.mjs URL MODULE SCREENSHOTS
import { createRequire } from "node:module";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const require = createRequire(join(process.env.ANYPORT_TOOLS, "vscode/"));
const { chromium } = require("playwright-core");

const [, , url, module, screenshots] = process.argv;
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const LONG = 120_000;

const profile = mkdtempSync(join(tmpdir(), "browser-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.ANYPORT_BROWSER ?? "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1360, height: 820 },
  args: FLAGS,
});
const page = browser.pages()[0] ?? (await browser.newPage());

const pass = (what) => console.log(`PASS ${what}`);
const see = (selector, timeout = LONG) => page.waitForSelector(selector, { timeout });
const picture = (name) => page.screenshot({ path: join(screenshots, `${name}.png`) });

/** Runs a command of the palette; a panel that is just being drawn swallows keys. */
async function command(title) {
  for (let tries = 0; ; tries += 1) {
    await page.keyboard.press("F1");
    try {
      await see(".quick-input-widget input:focus", 5_000);
      break;
    } catch (error) {
      if (tries === 5) {
        throw error;
      }
    }
  }
  await choose(title);
}

/** Chooses an entry of the list of that title that is open, or about to be. */
async function choose(entry, title = "") {
  await see(`.quick-input-titlebar:has-text("${title}") ~ * input:focus`);
  await page.keyboard.type(entry);
  await see(`.quick-input-list .monaco-list-row.focused:has-text("${entry}")`);
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
}

/** What a panel with a page shows; there may be one at a time. */
const shown = () => page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");

/** Waits until a text is shown in the panel, in the part of it that can be seen. */
async function read(text) {
  const words = shown().getByText(text).first();
  await words.waitFor({ timeout: LONG });
  const [line, frame] = await Promise.all([
    words.boundingBox(),
    page.locator("iframe.webview.ready").boundingBox(),
  ]);
  if (line.y < frame.y || line.y + line.height > frame.y + frame.height) {
    throw new Error(`"${text}" is out of sight: ${JSON.stringify({ line, frame })}`);
  }
}

/** The picture of a panel by day and by night. */
async function pictures(name) {
  await picture(name);
  await command("Preferences: Toggle between Light/Dark Themes");
  await page.waitForTimeout(1000);
  await picture(`${name}-dark`);
  await command("Preferences: Toggle between Light/Dark Themes");
}

/** The processes of the server. */
function servers() {
  const program = (process) => {
    try {
      return readlinkSync(`/proc/${process}/exe`);
    } catch {
      return "";
    }
  };
  const home = dirname(module);
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((name) => program(name).startsWith(home));
}

async function open(file) {
  await page.keyboard.press("Control+P");
  await see(".quick-input-widget input");
  await page.keyboard.type(file);
  await see(`.quick-input-list .monaco-list-row:has-text("${file}")`);
  await page.keyboard.press("Enter");
  await see(`.tab.active:has-text("${file}")`);
}

/** Opens the menu of quick fixes; the editor closes it again when something changes meanwhile. */
async function offer(fix) {
  for (let tries = 0; ; tries += 1) {
    await page.keyboard.press("Control+.");
    try {
      return await see(`.action-widget :text("${fix}")`, 10_000);
    } catch (error) {
      if (tries === 10) {
        throw error;
      }
    }
  }
}

async function cycle() {
  await page.goto(url);
  await see(".monaco-workbench");
  await see(".explorer-folders-view .monaco-list-row");
  await open("main.go");
  await see(".monaco-editor .squiggly-error");
  pass("the finding is underlined");
  await see('.statusbar-item:has-text("ports")');
  pass("the status bar says on which ports the file is built");

  await page.keyboard.press("Control+Shift+M");
  await see('.markers-panel :text("undefined on windows/amd64: stop")');
  pass("the finding is among the problems");
  await page.waitForTimeout(500);
  await picture("1-problem");

  const used = page.locator('.monaco-editor .view-line:has-text("err := stop") span:text-is("stop")');
  await used.first().hover();
  await see('.monaco-hover:visible :text("stop_unix.go")');
  pass("the hover says where the name is declared");
  await picture("2-hover");

  await used.first().click();
  await offer("stop_other.go");
  await picture("3-quick-fix");
  await page.keyboard.press("Enter");
  await see(".monaco-editor .squiggly-error", 1).catch(() => undefined);
  await page.waitForSelector(".monaco-editor .squiggly-error", { state: "detached", timeout: LONG });
  pass("the quick fix mends it");
  await command("File: Save All");
  await see('.explorer-folders-view .monaco-list-row:has-text("stop_other.go")');
  pass("the file of stubs is there");
  await picture("4-mended");

  await open("main.go");
  await page.keyboard.press("Control+J");
  await command("anyport: Build the Matrix of Ports");
  await see('.tab:has-text("anyport: Report")');
  await read("prediction and build agree");
  pass("the matrix ran, and its report is shown");
  await pictures("5-report");

  await command("anyport: Inspect Binaries");
  await choose("What the last matrix built", "Inspect binaries");
  await read("error: max-size");
  pass("the report shows the programs, and that they break the policy");
  await pictures("6-programs");

  await page.click('.explorer-folders-view .monaco-list-row:has-text("door.wasm")', {
    button: "right",
  });
  await see('.monaco-menu :text("Inspect Binaries")');
  // A menu takes no click at once, so that the one that opened it chooses nothing.
  await page.waitForTimeout(500);
  await page.click('.monaco-menu :text("Inspect Binaries")');
  await read("door.wasm");
  await read("WebAssembly");
  pass("the menu of a file inspects it");
  await pictures("7-inspection");
  await command("anyport: Show the Last Report");
  await read("prediction and build agree");
  pass("the last report is shown again");
  await command("anyport: Inspect Binaries");
  await choose("A file", "Inspect binaries");
  await see('.quick-input-titlebar:has-text("Inspect a binary")');
  await page.fill(".quick-input-widget input:focus", join(module, "door.wasm"));
  await page.waitForTimeout(1000);
  await page.keyboard.press("Enter");
  await read("WebAssembly");
  pass("a file that is picked is inspected");

  await command("View: Close All Editors");
  await page.waitForSelector(".tab", { state: "detached" });
  await command("anyport: Explain a Rule");
  await see('.quick-input-titlebar:has-text("Explain a rule")');
  await page.waitForTimeout(500);
  await picture("8-rules");
  await choose("no-variant", "Explain a rule");
  await see('.tab:has-text("Preview no-variant.md")');
  await shown().locator("h1:has-text('no-variant')").waitFor({ timeout: LONG });
  pass("the page of a rule is shown as it reads");
  await pictures("9-rule");

  await command("View: Close All Editors");
  rmSync(join(module, "stop_other.go"));
  await open("main.go");
  await see(".monaco-editor .squiggly-error");
  pass("the finding is back when the stubs are deleted elsewhere");
  const before = servers();
  await command("anyport: Restart the Server");
  const begun = Date.now();
  while (servers().length !== 1 || before.includes(servers()[0])) {
    if (Date.now() - begun > LONG) {
      throw new Error(`not restarted: ${before} before, ${servers()} now`);
    }
    await page.waitForTimeout(100);
  }
  // What the old server found went with it.
  await page.waitForTimeout(1000);
  await see(".monaco-editor .squiggly-error");
  await see('.statusbar-item:has-text("47 ports")');
  pass("a server that is restarted finds the same");
  await command("anyport: Show the Log");
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".panel select")].some((it) => it.selectedOptions[0]?.text === "anyport"),
  );
  pass("the log is shown");
  await picture("10-log");
}

let failed = false;
try {
  await cycle();
} catch (error) {
  failed = true;
  console.log(`FAIL ${error.message}`);
  await picture("failed");
}
await browser.close();
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
process.exit(failed ? 1 : 0);
