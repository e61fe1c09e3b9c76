// The report of a matrix or an inspection, in a panel beside the code.
import * as vscode from "vscode";

/** The report is one self-contained file: it may style and script itself, and fetch nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

export class ReportPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown = 0;

  /** Shows a report, from the section on that the fragment names. Whether it could be shown. */
  async show(file: vscode.Uri): Promise<boolean> {
    let html: string;
    try {
      html = new TextDecoder().decode(await vscode.workspace.fs.readFile(file.with({ fragment: "" })));
    } catch {
      return false;
    }
    this.panel ??= this.open();
    this.shown += 1;
    this.panel.webview.html =
      html.replace(
        /<head>/i,
        `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
      ) + scrolling(file.fragment, this.shown);
    this.panel.reveal(undefined, true);
    return true;
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      "anyport.report",
      "anyport: Report",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true, localResourceRoots: [] },
    );
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    return panel;
  }
}

/** A page in a panel has no address. The number makes the same page scroll anew. */
function scrolling(fragment: string, shown: number): string {
  const id = /^[\w-]+$/.test(fragment) ? fragment : "";
  return `<script>/* ${shown} */ document.getElementById("${id}")?.scrollIntoView();</script>`;
}
