"""How real browsers and real programs call themselves. What is not obvious has a word on why it stands here."""

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"


def _phone(model: str) -> str:
    return (
        f"Mozilla/5.0 (Linux; Android 10; {model}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.45 "
        "Mobile Safari/537.36"
    )


def _web_view(app: str) -> str:
    return (
        "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36 {app}"
    )


PEOPLE = [
    f"{_WINDOWS} Chrome/142.0.0.0 Safari/537.36",
    f"{_WINDOWS} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    f"{_WINDOWS} Chrome/127.0.0.0 Safari/537.36 OPR/113.0.0.0",
    f"{_WINDOWS} Chrome/126.0.0.0 Safari/537.36 Vivaldi/6.8.3381.46",
    f"{_WINDOWS} Chrome/120.0.0.0 YaBrowser/24.1.0.0 Safari/537.36",
    f"{_WINDOWS} coc_coc_browser/110.0.148 Chrome/104.0.5112.148 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    f"{_MAC} Version/26.0 Safari/605.1.15",
    f"{_MAC} Version/17.4.1 Safari/605.1.15 Ddg/17.4",
    f"{_IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{_IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
    f"{_IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15",
    # The search app of a company that also has crawlers.
    f"{_IPHONE} GSA/300.0.598994205 Mobile/15E148 Safari/604.1",
    f"{_ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36",
    f"{_ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    # Telephones whose names end in "bot".
    _phone("CUBOT_NOTE_20_PRO"),
    _phone("CUBOT X19"),
    _phone("CUBOT"),
    _phone("Cubot KingKong 5 Pro"),
    _phone("Botany Pro"),
    # Browsers inside of apps whose companies also fetch previews of links.
    f"{_IPHONE} Mobile/15E148 Instagram 340.0.3.27.106 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00; 1170x2532)",
    _web_view(
        "Instagram 340.0.0.22.109 Android (34/14; 480dpi; 1080x2115; samsung; SM-S918B; dm3q; qcom; de_DE)"
    ),
    _web_view("[FB_IAB/FB4A;FBAV/470.0.0.49.76;]"),
    f"{_IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.35.109;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5]",
    f"{_IPHONE} Mobile/15E148 [Pinterest/iOS]",
    f"{_IPHONE} Mobile/15E148 Snapchat/12.91.0.38 (like Safari/8617.1.17)",
    f"{_IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 musical_ly_32.0.0 BytedanceWebview/d8a21c6",
    f"{_IPHONE} Mobile/15E148 LinkedInApp",
    f"{_IPHONE} Mobile/15E148 Twitter for iPhone/10.44",
    f"{_IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN",
    f"{_IPHONE} Mobile/15E148 Safari Line/14.8.0",
    # Things with a browser in them.
    "Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4",
    "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36",
    "Mozilla/5.0 (Linux; Android 9; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.4 like Chrome/120",
    "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16",
    # A page kept or printed by a monitor is a program; a person in front of one is none.
    f"{_WINDOWS} Chrome/120.0.0.0 Monitor Safari/537.36",
    "",
]

PROGRAMS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    # A crawler that looks like the telephone it wants the page for.
    f"{_phone('Nexus 5X Build/MMB29P')} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot-Image/1.0",
    "AdsBot-Google (+http://www.google.com/adsbot.html)",
    "Mediapartners-Google",
    "Mozilla/5.0 (compatible; Google-InspectionTool/1.0)",
    f"{_WINDOWS} Chrome/125.0.0.0 Safari/537.36 (compatible; Google-Read-Aloud; +https://support.google.com/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    f"{_WINDOWS} Chrome/108.0.0.0 Safari/537.36 BingPreview/1.0b",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; SeznamBot/4.0; +http://napoveda.seznam.cz/seznambot-intro/)",
    f"{_MAC} Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
    "Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    # Previews of links that people send each other: fetched by a machine, seen by a person elsewhere.
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0 A",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)",
    f"{_WINDOWS} SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "GPTBot/1.2 (+https://openai.com/gptbot)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/bot)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 (compatible; Bytespider)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)",
    "Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot)",
    "Screaming Frog SEO Spider/19.4",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "kube-probe/1.29",
    "ELB-HealthChecker/2.0",
    "Prometheus/2.53.0",
    f"{_WINDOWS} Chrome/120.0.0.0 Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "python-httpx/0.27.0",
    "Python/3.12 aiohttp/3.9.5",
    "Python-urllib/3.13",
    "Scrapy/2.11.2 (+https://scrapy.org)",
    "Go-http-client/2.0",
    "Java/17.0.11",
    "okhttp/4.12.0",
    "Apache-HttpClient/4.5.14 (Java/17.0.11)",
    "axios/1.7.2",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "undici",
    "PostmanRuntime/7.39.0",
    "libwww-perl/6.77",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
    # What no list knows yet.
    "Mozilla/5.0 (compatible; SomethingNew/1.0; +https://something-new.example/about)",
    "BrandNewBot",
]
