// Drives VS Code in a headless browser through the whole cycle: a finding, its entry among the
// problems, its quick fix, the file that comes of it, the matrix and its report.
// node drive.mjs URL SCREENSHOTS
import { createRequire } from "node:module";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.ANYPORT_TOOLS, "vscode/"));
const { chromium } = require("playwright-core");

const [, , url, screenshots] = process.argv;
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

/** Runs a command of the palette. */
async function command(title) {
  await page.keyboard.press("F1");
  await see(".quick-input-widget input");
  await page.keyboard.type(title);
  await see(`.quick-input-list .monaco-list-row:has-text("${title}")`);
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
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
  await command("anyport: Build the Matrix of Ports");
  await see('.tab:has-text("anyport: Report")');
  const report = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await report.locator("text=windows/amd64").first().waitFor({ timeout: LONG });
  pass("the matrix ran, and its report is shown");
  await picture("5-report");
  await command("Preferences: Toggle between Light/Dark Themes");
  await page.waitForTimeout(1000);
  await picture("6-report-dark");
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
process.exit(failed ? 1 : 0);
