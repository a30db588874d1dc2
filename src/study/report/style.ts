/** Style of the report: follows the reader's choice of light or dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee6; --page: #ffffff; --card: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4; --line: #333c48; --page: #14181e; --card: #1c222a; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 24px 60px; }
h1 { font-size: 1.7rem; margin: 0 0 4px; } h2 { font-size: 1.05rem; margin: 30px 0 8px; }
.status { display: inline-block; padding: 1px 10px; border-radius: 99px; font-weight: 600; color: #fff; background: #1a7f4b; }
.status.failed { background: #b3261e; } .status.interrupted { background: #9a6700; }
.message { border-left: 4px solid #b3261e; padding: 8px 14px; background: var(--card); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 0 24px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 18px; margin-top: 26px; }
figure { margin: 18px 0 0; padding: 12px; background: var(--card); border-radius: 10px; }
figure svg { display: block; width: 100%; height: auto; } figcaption { font-size: 0.87rem; color: var(--soft); margin-top: 6px; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .grid { stroke: var(--line); stroke-width: 1; }
.legend { display: block; } .legend span { margin-right: 14px; white-space: nowrap; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 5px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; } th { text-align: left; font-weight: 500; color: var(--soft); padding-right: 14px; vertical-align: top; }
td, th { padding-top: 3px; padding-bottom: 3px; } td { overflow-wrap: anywhere; }
.wide { overflow-x: auto; max-height: 480px; } .steps td, .steps th { border-bottom: 1px solid var(--line); padding: 4px 12px 4px 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
pre { background: var(--card); padding: 12px 14px; border-radius: 8px; overflow-x: auto; }
@media print { main { max-width: none; } figure { break-inside: avoid; } .wide { max-height: none; } }
`;
