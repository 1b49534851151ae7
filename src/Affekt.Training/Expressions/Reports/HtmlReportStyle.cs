namespace Affekt.Training.Expressions.Reports;

/// <summary>How a report looks; the colours are those of the plots.</summary>
internal static class HtmlReportStyle
{
    public const string Css =
        """
        :root{--ink:#1f2328;--muted:#656d76;--line:#e3e7ec;--paper:#ffffff;--panel:#f7f8fa;--accent:#1d5fa8}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--muted:#9198a1;--line:#2b3138;--paper:#0f1419;--panel:#161c23;--accent:#6cabf5}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);
            font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
        header,main,footer{max-width:1160px;margin:0 auto;padding:0 24px}
        header{padding-top:48px}
        h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}
        h2{font-size:20px;margin:0 0 16px}
        .subtitle,.remark,.told{color:var(--muted);margin:4px 0 0}
        .remark{margin:-10px 0 16px}
        .told{font-size:13px;max-width:70ch}
        .note{border-left:3px solid var(--accent);padding:2px 0 2px 14px;margin:20px 0;max-width:75ch}
        section{margin:44px 0;padding-top:28px;border-top:1px solid var(--line)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:0 0 24px}
        .tiles div{background:var(--panel);border-radius:8px;padding:12px 14px}
        .tiles dt{font-size:13px;color:var(--muted)}
        .tiles dd{margin:0;font-size:24px;font-weight:600;line-height:1.3}
        .tiles dd.detail{font-size:12px;font-weight:400;color:var(--muted)}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(460px,100%),1fr));gap:32px 40px;align-items:start}
        figure{margin:0 0 24px;min-width:0}
        figcaption{font-weight:600;margin-bottom:10px}
        .picture img{max-width:100%;height:auto;display:block;border-radius:6px;background:#fff}
        .scroll{overflow-x:auto;margin:0 0 24px}
        table{border-collapse:collapse;font-size:14px;min-width:min(100%,420px)}
        caption{text-align:left;font-weight:600;font-size:16px;padding-bottom:8px}
        th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);text-align:right}
        th:first-child{text-align:left;font-weight:400}
        thead th{color:var(--muted);font-weight:400}
        .pairs td{text-align:left;overflow-wrap:anywhere}
        .pairs th{color:var(--muted);white-space:nowrap;vertical-align:top}
        footer{color:var(--muted);font-size:13px;padding-bottom:40px}
        .scroll{-webkit-overflow-scrolling:touch}
        @media (max-width:640px){
            header,main,footer{padding:0 14px}h1{font-size:22px}section{margin:28px 0;padding-top:20px}
            table{font-size:13px;min-width:0}th,td{padding:5px 8px 5px 0}.pairs th{white-space:normal}
            figure .chart{min-width:460px}figure:has(.chart){overflow-x:auto}.told{position:sticky;left:0;max-width:calc(100vw - 28px)}
        }
        @media print{section{break-inside:avoid-page}header{padding-top:0}}

        """;
}
