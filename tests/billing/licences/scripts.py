"""Names as they are written around the world, and which fonts are missing letters nowhere."""

NAMES = {
    "latin": "Ångström & <Söhne> GmbH",
    "polish": "Łódź Żółć Sp. z o.o.",
    "greek": "Ελένη Παπαδοπούλου Α.Ε.",
    "cyrillic": "ООО «Жёлтая река»",
    "vietnamese": "Nguyễn Thị Ánh Dương",
    "arabic": "شركة النور للإنتاج السينمائي",
    "persian": "شرکت فیلم‌سازی گلچین",
    "hebrew": "חברת שלום בע״מ",
    "devanagari": "श्री क्षितिज प्रोडक्शंस",
    "thai": "บริษัท น้ำใจ จำกัด",
    "chinese": "山田文化传播有限公司",
    "traditional chinese": "臺灣電影有限公司",
    "japanese": "株式会社やまだ製作所",
    "korean": "홍길동 주식회사",
    "georgian": "ქართული ფილმი",
    "armenian": "Հայֆիլմ",
    "bengali": "বাংলা চলচ্চিত্র",
    "tamil": "தமிழ் திரைப்படம்",
    "amharic": "አማርኛ ፊልም",
    "khmer": "ភាសាខ្មែរ",
}
