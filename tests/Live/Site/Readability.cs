namespace Virtspec.Live.Site;

/// <summary>What makes a page hard to read, as an expression to run on it.</summary>
internal static class Readability
{
    /// <summary>
    /// A line for each text whose contrast with what is behind it is less than 4.5 to 1 (WCAG 2.2, 1.4.3), each control without a name, and each text
    /// cut off at the edge of a page that does not scroll. Backgrounds are plain colours here: no pictures, nothing seen through.
    /// </summary>
    public const string Complaints =
        """
        (() => {
          const parts = color => color.match(/[\d.]+/g).map(Number);
          const luminance = color => {
            const [red, green, blue] = parts(color).map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          const behind = element => {
            for (; element; element = element.parentElement) {
              const color = getComputedStyle(element).backgroundColor;
              if ((parts(color)[3] ?? 1) > 0)
                return color;
            }
            return "rgb(255, 255, 255)";
          };
          const complaints = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility())
              continue;
            const [low, high] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => a - b);
            const contrast = (high + 0.05) / (low + 0.05);
            if (contrast < 4.5)
              complaints.add(`contrast ${contrast.toFixed(2)} of ${element.tagName}.${element.className} in ${element.parentElement.className}`);
            if (!element.closest(".scroll, pre, .skip") && element.getBoundingClientRect().right > innerWidth)
              complaints.add(`${walker.currentNode.data.trim()} is cut off`);
          }
          for (const control of document.querySelectorAll("input, select, button")) {
            if (!control.labels?.length && !control.innerText)
              complaints.add(`${control.name} has no name`);
          }
          return [...complaints];
        })()
        """;
}
