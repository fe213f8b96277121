/// How the reports look: on screens light and dark, wide and narrow, and on paper.
enum HTMLStyle {
  /// The style sheet.
  static let sheet: StaticString = """
    :root { color-scheme: light dark; --page: #f6f6f3; --surface: #ffffff; --ink: #16161a;
      --soft: #55544f; --rule: #e2e1da; --axis: #b9b8ae; --first: #2169bf; --second: #c2461c;
      --third: #7a4bb0; --good: #15703b; --bad: #b3261e; --half: #855700; --good-page: #e8f5ec; --bad-page: #fdecea; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #111113; --surface: #1b1b1e; --ink: #f2f2ef; --soft: #b5b4ab; --rule: #303033;
        --axis: #55555a; --first: #5b9df0; --second: #f08a5d; --third: #c4a1f0;
        --good: #6fd096; --bad: #ff9a90; --half: #edc06a;
        --good-page: #16281d; --bad-page: #351b19; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem; background: var(--page);
      color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, Segoe UI, Roboto, sans-serif;
      overflow-wrap: anywhere; }
    .kind { margin: 0; color: var(--soft); font-size: .85rem; letter-spacing: .06em;
      text-transform: uppercase; }
    h1 { margin: .1rem 0 .75rem; max-width: 52rem; font-size: 2rem; line-height: 1.2;
      font-weight: 600; text-wrap: balance; }
    h2 { margin: 0 0 .75rem; font-size: 1.25rem; font-weight: 600; }
    h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 600; }
    p { margin: .5rem 0; max-width: 48rem; }
    a { color: var(--first); }
    nav ul { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 1.25rem 0; padding: 0;
      list-style: none; font-size: .9rem; }
    section { margin: 0 0 1.25rem; padding: 1.25rem 1.5rem; background: var(--surface);
      border: 1px solid var(--rule); border-radius: .75rem; }
    footer, .note, figcaption { color: var(--soft); font-size: .875rem; }
    .verdict { padding: .6rem 1rem; border-radius: .5rem; border-left: .3rem solid; max-width: none; }
    .good { color: var(--good); background: var(--good-page); }
    .bad { color: var(--bad); background: var(--bad-page); }
    .numbers { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 1rem 0; padding: 0;
      list-style: none; }
    .numbers li { color: var(--soft); font-size: .85rem; }
    .numbers data, .numbers strong { display: block; color: var(--ink); font-size: 1.5rem;
      font-weight: 600; line-height: 1.25; }
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.5rem;
      margin: 0; }
    dt { color: var(--soft); }
    dd { margin: 0; min-width: 0; }
    dd p { margin: 0; }
    .chain { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; padding: 0; list-style: none; }
    .chain li { padding: .3rem .75rem; border: 1px solid var(--axis); border-radius: 2rem;
      font-size: .9rem; }
    .chain .to { padding: .3rem 0; border: 0; color: var(--soft); }
    .scroll { overflow-x: auto; margin: .5rem 0 1rem; }
    .scroll:last-child { margin-bottom: 0; }
    .scroll:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
    table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums;
      overflow-wrap: normal; }
    caption { padding: 0 0 .4rem; color: var(--soft); text-align: left; font-size: .875rem; }
    th, td { padding: .3rem .55rem; border-bottom: 1px solid var(--rule); text-align: left;
      white-space: nowrap; }
    thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
    tbody th { position: sticky; left: 0; background: var(--surface); font-weight: 500; }
    thead th:first-child { position: sticky; left: 0; background: var(--surface); }
    th.number { text-align: right; }
    td data { display: block; text-align: right; }
    td.number { text-align: right; }
    .none { color: var(--soft); }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
      gap: 1rem; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 27rem));
      gap: 1.5rem; }
    figure { margin: 0; min-width: 0; break-inside: avoid; }
    figcaption strong { display: block; color: var(--ink); font-weight: 500; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--soft); font-size: 12px; }
    .bar { fill: var(--first); }
    .histogram rect { fill: var(--first); }
    .zero { stroke: var(--ink); stroke-dasharray: 2 2; }
    svg.bars { width: 11.25rem; min-width: 11.25rem; }
    .allowed { fill: var(--rule); }
    .rise { fill: var(--first); }
    .fall { fill: var(--second); }
    .out { fill: var(--bad); }
    .usual { stroke: var(--ink); stroke-width: 2; }
    .gridline { stroke: var(--rule); }
    .axis { stroke: var(--axis); }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    .first { stroke: var(--first); }
    .second { stroke: var(--second); stroke-dasharray: 6 4; }
    .dot { stroke: none; }
    .dot.first { fill: var(--first); }
    .dot.second { fill: var(--second); }
    .key { display: inline-block; margin-right: 1rem; }
    .key svg { display: inline-block; width: 1.75rem; height: .6rem; margin-right: .4rem; }
    .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    .yes { color: var(--good); }
    .no { color: var(--bad); }
    .partly { color: var(--half); }
    .methods { margin: 0; padding: 0; list-style: none; }
    .methods .who, .methods .found, .methods .facts { min-width: 0; }
    .methods h3 { margin: 0; font-size: 1.05rem; }
    .who p { margin: .1rem 0; color: var(--soft); font-size: .85rem; line-height: 1.4; }
    .found { display: flex; flex-wrap: wrap; gap: .6rem; margin: .5rem 0; padding: 0; list-style: none;
      font-size: .8rem; line-height: 1.35; }
    .found figure { width: min-content; min-width: 5.25rem; text-align: center; }
    .found figcaption { color: var(--ink); font-size: .85rem; overflow-wrap: anywhere; }
    .found p { margin: .15rem 0 0; }
    .found img { display: block; margin: 0 auto; image-rendering: pixelated; max-width: 100%; }
    .wide { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); }
    .wide strong { display: block; font-size: .9rem; }
    .wide ul { margin: .2rem 0 0; padding: 0; list-style: none; color: var(--soft); }
    .facts { margin: .5rem 0; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; }
    .facts strong { color: var(--ink); font-size: 1rem; font-weight: 600; }
    .facts .yes { color: var(--good); }
    .facts .no { color: var(--bad); }
    .facts .partly { color: var(--half); }
    .opening .methods .who + .found { margin-top: .25rem; }
    @media (min-width: 56rem) {
      .opening .row { display: grid; grid-template-columns: 13rem 1fr 14rem; column-gap: 1.5rem;
        align-items: center; }
      .opening .found, .opening .facts { margin: 0; } }
    .row { padding: .75rem 0; border-top: 1px solid var(--rule); }
    .row:first-child { border-top: 0; padding-top: 0; }
    .slider { display: flex; flex-wrap: wrap; gap: .25rem; position: relative; margin: 1rem 0; padding: .75rem;
      min-width: 0; border: 1px solid var(--rule); border-radius: .5rem; }
    .slider legend { padding: 0 .4rem; color: var(--soft); font-size: .875rem; }
    .step { display: contents; }
    .step input { position: absolute; width: 1px; height: 1px; margin: 0; opacity: 0; }
    .step label { min-width: 2.75rem; padding: .2rem .5rem; text-align: center; cursor: pointer;
      border: 1px solid var(--axis); border-radius: .4rem; font-size: .85rem; }
    .step input:checked + label { background: var(--ink); color: var(--surface); border-color: var(--ink); }
    .step input:focus-visible + label { outline: 2px solid var(--first); outline-offset: 2px; }
    .step .found { display: none; order: 2; flex-basis: 100%; }
    .step input:checked + label + .found { display: flex; }
    summary { cursor: pointer; width: fit-content; padding: .2rem 0; color: var(--first); font-size: .9rem; }
    summary:focus-visible, a:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
    .mark { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 2 3; }
    .third { stroke: var(--third); stroke-dasharray: 2 4; }
    .dot.third { fill: var(--third); }
    .hollow { fill: var(--surface); stroke-width: 1.5; stroke-dasharray: none; }
    @media (max-width: 40rem) {
      body { padding: 1rem .6rem; }
      h1 { font-size: 1.5rem; }
      section { padding: 1rem .8rem; border-radius: .5rem; }
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5rem; }
      tbody th { min-width: 7rem; max-width: 9rem; white-space: normal; overflow-wrap: anywhere; }
      svg text { font-size: 15px; }
      .found { gap: .4rem .3rem; }
      .opening .facts { display: flex; flex-wrap: wrap; gap: 0 1rem; } }
    @media print {
      :root { --page: #ffffff; --surface: #ffffff; --ink: #000000; --soft: #444444; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      nav { display: none; }
      details::details-content { content-visibility: visible; block-size: auto; }
      img, svg, .row, .found li { break-inside: avoid; }
      img { print-color-adjust: exact; }
      h2, h3, .who, .found figcaption { break-after: avoid; }
      .step .found { display: flex; }
      section { padding: .5rem 0; border: 0; border-top: 1px solid var(--rule); border-radius: 0; }
      h2, h3, caption { break-after: avoid; }
      tr { break-inside: avoid; }
      .scroll { overflow: visible; }
      table { font-size: 7pt; max-width: 100%; }
      th, td { padding: .1rem .2rem; white-space: normal; } }
    """
}
